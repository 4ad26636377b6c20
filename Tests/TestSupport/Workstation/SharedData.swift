public import Foundation

/// Test data made by others, which the project does not contain. It is looked for beside the checkout
/// (`../shared/data`) or where `HANDCAR_TEST_DATA` points; tests that need it are skipped when it is absent.
public enum SharedData {
  /// The folder, or nil when absent.
  public static let folder: URL? = {
    let path =
      ProcessInfo.processInfo.environment["HANDCAR_TEST_DATA"]
      ?? repository.deletingLastPathComponent().appendingPathComponent("shared/data").path
    return FileManager.default.fileExists(atPath: path) ? URL(fileURLWithPath: path) : nil
  }()

  /// Whether the folder exists, for `.enabled(if:)`.
  public static var isPresent: Bool { folder != nil }

  /// A file of the folder.
  public static func url(_ path: String) -> URL { folder!.appendingPathComponent(path) }

  /// The root of this checkout.
  public static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
}
