using System.Reflection;
using Microsoft.AspNetCore.Mvc.ApplicationParts;

namespace QuickScale.Modules.Core;

/// <summary>
/// Whose page serves when two assemblies have one at the same path: the application's, then those of the modules in their
/// order. Left alone, the framework orders libraries by the alphabet.
/// </summary>
internal static class PartOrder
{
    public static void Apply(ApplicationPartManager manager, string application, IEnumerable<Assembly> modules)
    {
        var order = modules.Distinct().ToList();
        // A host without the web SDK (a module's tests) does not list the libraries that it refers to.
        var parts = order.Where(assembly => manager.ApplicationParts.All(part => part.Name != assembly.GetName().Name))
            .SelectMany(assembly => ApplicationPartFactory.GetApplicationPartFactory(assembly).GetApplicationParts(assembly))
            .Concat(manager.ApplicationParts)
            .OrderBy(part => Rank(part.Name, application, order))
            .ToList();
        manager.ApplicationParts.Clear();
        parts.ForEach(manager.ApplicationParts.Add);
    }

    private static int Rank(string part, string application, List<Assembly> modules)
    {
        if (part == application)
        {
            return -1;
        }

        var index = modules.FindIndex(assembly => assembly.GetName().Name == part);
        return index < 0 ? modules.Count : index;
    }
}
