import Exploration
import Foundation
import ModelGraph

extension Plan {
  /// The plan that the options of `convert` ask for: of --plan, --rank and --epsilon at most one,
  /// then --layer for single layers.
  init(for graph: Graph, _ arguments: Arguments) throws(Failure) {
    let wholes = ["--dense", "--rank", "--epsilon", "--plan"].filter(arguments.has)
    guard wholes.count < 2 else { throw .usage("\(wholes[0]) and \(wholes[1]) exclude each other") }
    if let rank = try arguments.integer("--rank", in: 1...1 << 16) {
      self.init(for: graph, rank: rank)
    } else if let error = try arguments.number(
      "--epsilon", where: { $0 > 0 && $0 < 1 }, "positive, less than 1,")
    {
      self.init(for: graph, relativeError: error)
    } else if let path = arguments.text("--plan") {
      self = try Plan.read(path)
    } else {
      self.init()
    }
    for (name, text) in try arguments.pairs("--layer") {
      do { layers[name] = try LayerChoice(parsing: text) } catch {
        throw .usage("--layer \(name): \(error)")
      }
      reasons[name] = layers[name] == .dense ? "as asked" : nil
    }
  }

  private static func read(_ path: String) throws(Failure) -> Plan {
    guard let json = FileManager.default.contents(atPath: path) else {
      throw .badInput("\(path): cannot be read")
    }
    do { return try Plan(json: json) } catch { throw .badInput("\(path): \(error)") }
  }
}
