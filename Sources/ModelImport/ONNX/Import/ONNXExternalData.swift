internal import Foundation

/// The files beside a model in which large tensors lie. Each is mapped once.
struct ONNXExternalData {
  /// nil when the model did not come from a file.
  let folder: URL?
  private var files: [String: Data] = [:]

  init(folder: URL?) { self.folder = folder }

  /// The bytes that a tensor's external-data entries name.
  ///
  /// The location must lead to a regular file inside the model's folder, also after symbolic links are
  /// followed: a model from elsewhere must not be able to read other files.
  mutating func bytes(_ entries: [String: String]) throws(NodeProblem) -> Data {
    guard let location = entries["location"] else {
      throw NodeProblem("its external data has no location; export the model again")
    }
    let file = try file(location)
    let offset = try number("offset", of: entries) ?? 0
    guard offset <= file.count else {
      throw NodeProblem(
        "starts at byte \(offset) of '\(location)', which has \(file.count); "
          + "the file is not the one that belongs to this model")
    }
    let length = try number("length", of: entries) ?? file.count - offset
    guard let bytes = file.slice(at: offset, length: length) else {
      throw NodeProblem(
        "needs \(length) bytes from byte \(offset) of '\(location)', which has \(file.count); "
          + "the file is not the one that belongs to this model")
    }
    return bytes
  }

  private func number(_ key: String, of entries: [String: String]) throws(NodeProblem) -> Int? {
    guard let text = entries[key] else { return nil }
    guard let number = Int(text), number >= 0 else {
      throw NodeProblem("its external data has the \(key) '\(text)', expected a number")
    }
    return number
  }

  private mutating func file(_ location: String) throws(NodeProblem) -> Data {
    if let file = files[location] { return file }
    guard let folder else {
      throw NodeProblem("its elements lie in '\(location)'; import the model from its folder")
    }
    let root = folder.resolvingSymlinksInPath().standardizedFileURL.pathComponents
    let url = folder.appendingPathComponent(location).resolvingSymlinksInPath().standardizedFileURL
    guard !location.hasPrefix("/"), !location.split(separator: "/").contains(".."),
      url.pathComponents.starts(with: root)
    else {
      throw NodeProblem("its elements lie in '\(location)', which is outside the model's folder")
    }
    let type = try? FileManager.default.attributesOfItem(atPath: url.path)[.type]
    guard type as? FileAttributeType == .typeRegular else {
      throw NodeProblem("its elements lie in '\(location)', which is missing beside the model")
    }
    do {
      let file = try readFile(url.path)
      files[location] = file
      return file
    } catch { throw NodeProblem(error.description) }
  }
}
