import BoardModel
import Foundation
import Lowering
import TensorTrain

/// The board that `--board` names, or one like this machine.
func boardModel(_ arguments: Arguments) throws(Failure) -> BoardModel {
  guard let name = arguments.text("--board") else { return .host }
  if let board = BoardModel.builtIn[name] { return board }
  guard name.hasSuffix(".json") else {
    let known = BoardModel.builtIn.keys.sorted().joined(separator: ", ")
    throw .usage("--board needs one of \(known), or a board.json, not '\(name)'")
  }
  guard let data = FileManager.default.contents(atPath: name) else {
    throw .badInput("\(name): cannot be read")
  }
  do { return try BoardModel(json: data) } catch { throw .badInput("\(name): \(error)") }
}

/// How tensor-train layers are to be computed, by `--contraction`; nil for the fastest way.
func contractionChoice(_ arguments: Arguments) throws(Failure) -> ContractionPlan.Choice? {
  let board = try boardModel(arguments)
  func sweep(_ sweep: Sweep) -> ContractionPlan.Choice {
    { (shape, batch, _) throws(ContractionPlanError) in
      try board.plan(shape, order: shape.order(of: sweep), batch: batch)
    }
  }
  switch arguments.text("--contraction") {
  case nil, "fastest": return nil
  case "fewest": return ContractionPlan.ofFewestMultiplyAdds
  case "right-to-left": return sweep(.rightToLeft)
  case "left-to-right": return sweep(.leftToRight)
  case .some(let other):
    throw .usage(
      "--contraction needs fastest, fewest, right-to-left or left-to-right, not '\(other)'")
  }
}
