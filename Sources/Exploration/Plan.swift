public import Foundation

/// How the linear layers of a network are to be factorized: a choice for each layer, by name.
///
/// A layer that the plan does not name stays dense. As JSON (`plan.json`):
///
///     {
///       "version": 1,
///       "layers": {
///         "fc1": "4x8:88x132:16",
///         "fc2": "16x64:64x16:epsilon=0.1",
///         "fc3": "dense"
///       },
///       "fitted": ["fc1"],
///       "padded": ["fc2"],
///       "reasons": { "fc3": "best left dense" }
///     }
///
/// where each value of `layers` is the text form of `LayerChoice`; `fitted`, `padded` and `reasons`
/// may be missing.
public struct Plan: Hashable, Sendable {
  public var layers: [String: LayerChoice]
  /// Why a layer was left dense, for those where it is known. Written to the JSON form as
  /// `reasons` when there are any; optional when read.
  public var reasons: [String: String] = [:]
  /// The layers that are fitted to calibration data where there is some; nil for all. Optional in
  /// the JSON form.
  public var fitted: Set<String>?
  /// The linear layers whose modes may multiply to more than their size: their inputs, outputs and weights
  /// are filled up with zeros. Optional in the JSON form.
  public var padded: Set<String> = []

  public init(layers: [String: LayerChoice] = [:]) { self.layers = layers }

  /// The version of the JSON form that is written, and the only one read.
  public static let version = 1

  /// Reads the JSON form.
  ///
  /// - Throws: `ExplorationError`, a line that says what is wrong, with the layer where it is.
  public init(json: Data) throws(ExplorationError) {
    do {
      self = try JSONDecoder().decode(Plan.self, from: json)
    } catch let error as ExplorationError {
      throw error
    } catch DecodingError.dataCorrupted {
      throw ExplorationError("the plan is not JSON")
    } catch {
      throw ExplorationError(
        "the plan must be an object with a number 'version' and an object 'layers' whose values "
          + "are texts such as \"4x8:88x132:16\" or \"dense\"")
    }
  }

  /// The JSON form, layers in the order of their names.
  public var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self)
    }
  }
}

extension Plan: Codable {
  private enum CodingKeys: String, CodingKey {
    case version, layers, reasons, fitted, padded
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let version = try container.decode(Int.self, forKey: .version)
    guard version == Plan.version else {
      throw ExplorationError(
        "the plan is of version \(version); this program reads version \(Plan.version)")
    }
    reasons = try container.decodeIfPresent([String: String].self, forKey: .reasons) ?? [:]
    fitted = try container.decodeIfPresent([String].self, forKey: .fitted).map { Set($0) }
    padded = Set(try container.decodeIfPresent([String].self, forKey: .padded) ?? [])
    layers = [:]
    for (name, text) in try container.decode([String: String].self, forKey: .layers) {
      do {
        layers[name] = try LayerChoice(parsing: text)
      } catch {
        throw ExplorationError("layer '\(name)' of the plan: \(error)")
      }
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Plan.version, forKey: .version)
    try container.encode(layers.mapValues(\.description), forKey: .layers)
    try container.encodeIfPresent(fitted?.sorted(), forKey: .fitted)
    if !padded.isEmpty { try container.encode(padded.sorted(), forKey: .padded) }
    if !reasons.isEmpty { try container.encode(reasons, forKey: .reasons) }
  }
}
