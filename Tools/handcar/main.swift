import Foundation

exit(runCommand(Array(CommandLine.arguments.dropFirst())).rawValue)
