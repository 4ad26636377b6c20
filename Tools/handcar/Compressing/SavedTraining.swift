import Exploration
import FineTuning
import Foundation

/// The file of `--checkpoint`: a training that was interrupted, and what it was started from.
struct SavedTraining: Codable {
  /// Of the source, the samples and the labels: with other ones the training cannot go on.
  let inputs: String
  let plan: Plan
  let training: FineTuningCheckpoint

  /// - Returns: nil when there is no file yet.
  static func read(_ path: String, inputs: String) throws(Failure) -> SavedTraining? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .badInput("\(path): cannot be read")
    }
    guard let saved = try? PropertyListDecoder().decode(SavedTraining.self, from: data) else {
      throw .badInput("\(path): it is no checkpoint of this version of handcar")
    }
    guard saved.inputs == inputs else {
      throw .badInput("\(path): the checkpoint was made with another network or other samples")
    }
    return saved
  }

  func write(to path: String) throws(Failure) {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    do {
      try encoder.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .outputNotWritten("cannot write '\(path)': \(error.localizedDescription)")
    }
  }

  /// A checksum of the files that a training depends on.
  static func checksum(of paths: [String]) -> String {
    var checksum = Checksum()
    for path in paths {
      FileManager.default.contents(atPath: path)?.withUnsafeBytes { checksum.add($0) }
    }
    return checksum.text
  }
}
