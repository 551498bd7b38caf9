using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

/// <summary>Makes the words of an e-mail: HTML by the view <c>/Emails/_Email.cshtml</c>, text by <see cref="EmailText"/>.</summary>
public sealed class EmailRenderer(
    IRazorViewEngine views, IServiceScopeFactory scopes, SiteLinks site, IOptions<MailSettings> settings)
{
    private const string View = "/Emails/_Email.cshtml";
    private const int LongestSubject = 200;

    /// <exception cref="ArgumentException">The subject is empty, too long or has line breaks, which would forge headers; or a link is no web address.</exception>
    /// <exception cref="OptionsValidationException">The site's address is not set.</exception>
    /// <param name="id">Makes the message's id: the same for every attempt.</param>
    /// <param name="unsubscribe">Where its recipient ends e-mails of this kind; null for none.</param>
    public async Task<OutgoingMail> RenderAsync(EmailMessage message, Guid id, DateTimeOffset written, Uri? unsubscribe = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        using var times = RecipientTime.Use(message.TimeZone);
        try
        {
            // Of this asynchronous flow alone.
            var culture = message.Culture ?? CultureInfo.DefaultThreadCurrentCulture ?? CultureInfo.InvariantCulture;
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
            var words = Words(message.Content, culture, unsubscribe);
            var sender = settings.Value.Sender;
            var domain = sender.Address[(sender.Address.LastIndexOf('@') + 1)..];
            return new OutgoingMail(sender, message.To, words.Subject, EmailText.Write(words), await HtmlAsync(words), $"{id:N}@{domain}", written)
            {
                Unsubscribe = unsubscribe,
                Tag = message.Content.Kind,
            };
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    private EmailWords Words(EmailContent content, CultureInfo culture, Uri? unsubscribe)
    {
        var (subject, body) = (content.Subject, content.Body);
        if (string.IsNullOrWhiteSpace(subject) || subject.Length > LongestSubject || subject.Any(char.IsControl))
        {
            throw new ArgumentException($"The subject of {content.Kind} must be one line of no more than {LongestSubject} characters.");
        }

        if (body.OfType<EmailAction>().Select(action => action.Url).Append(unsubscribe).OfType<Uri>().Any(url => !url.IsAbsoluteUri || url.Scheme is not ("https" or "http")))
        {
            throw new ArgumentException($"The links of {content.Kind} must be absolute web addresses.");
        }

        var language = culture.Name.Length > 0 ? culture.Name : "en";
        return new EmailWords(subject, body, site.Name, site.Base, language) { Unsubscribe = unsubscribe is null ? null : new EmailAction(content.UnsubscribeLabel, unsubscribe) };
    }

    private async Task<string> HtmlAsync(EmailWords words)
    {
        var found = views.GetView(executingFilePath: null, View, isMainPage: false);
        found.EnsureSuccessful(originalLocations: null);
        await using var scope = scopes.CreateAsyncScope();
        var request = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var action = new ActionContext(request, new RouteData(), new ActionDescriptor());
        var data = new ViewDataDictionary<EmailWords>(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = words };
        await using var html = new StringWriter(CultureInfo.InvariantCulture);
        var notes = scope.ServiceProvider.GetRequiredService<ITempDataDictionaryFactory>().GetTempData(request);
        await found.View.RenderAsync(new ViewContext(action, found.View, data, notes, html, new HtmlHelperOptions()));
        return html.ToString();
    }
}

/// <summary>The model of the view that frames every e-mail.</summary>
/// <param name="SiteName">The name that people see.</param>
/// <param name="SiteUrl">The site's own address.</param>
/// <param name="Language">The language's tag, as for the attribute <c>lang</c>.</param>
public sealed record EmailWords(string Subject, IReadOnlyList<EmailBlock> Body, string SiteName, Uri SiteUrl, string Language)
{
    /// <summary>The link below the words by which the recipient ends e-mails like this; null for none.</summary>
    public EmailAction? Unsubscribe { get; init; }
}
