using Microsoft.AspNetCore.Diagnostics;
using PbxPortal.Accounts;

namespace PbxPortal.Hosting;

/// <summary>A mistyped address leads to a page that says so.</summary>
internal static class NotFoundAnswer
{
    /// <summary>Programs get their own words, and a form that was refused is no missing page.</summary>
    public static void UseNotFoundPage(this IApplicationBuilder app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(static (context, next) =>
        {
            var isForPerson = HttpMethods.IsGet(context.Request.Method) && !ApiProblem.IsForProgram(context.Request);
            if (!isForPerson && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }

            return next(context);
        });
    }
}
