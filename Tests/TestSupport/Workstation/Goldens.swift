import Foundation

/// Files that a script of Tools/goldens made with another library, kept in the folder `Goldens` of a test target.
public enum Goldens {
  /// A file or folder of a test target's goldens, e.g. `Goldens.path("ModelImportTests", "numpy/f4.npy")`.
  public static func path(_ target: String, _ name: String) -> String {
    SharedData.repository.appendingPathComponent("Tests/\(target)/Goldens/\(name)").path
  }
}
