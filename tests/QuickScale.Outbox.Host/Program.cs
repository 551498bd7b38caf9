await QuickScale.Outbox.Host.MailApplication.Build(args).RunAsync();
