await QuickScale.Billing.Host.BillingApplication.Build(args).RunAsync();
