using PbxPortal.Commands;
using PbxPortal.Hosting;

return await CommandLine.RunAsync(args, PortalProgram.ServeAsync);
