import Exploration
import Foundation
import Testing

@Suite("Plans")
struct PlanTests {
  @Test func survivesJSON() throws {
    var plan = Plan(layers: [
      "fc1": try LayerChoice(parsing: "4x8:88x132:16"),
      "fc2": try LayerChoice(parsing: "2x3x4:5x5x5:epsilon=0.125"),
      "fc3": .dense,
    ])
    plan.reasons["fc3"] = "too small"
    #expect(try Plan(json: plan.json) == plan)
    plan.fitted = ["fc2"]
    #expect(try Plan(json: plan.json) == plan)
    let text = String(decoding: try plan.json, as: UTF8.self)
    #expect(text.contains("\"fc1\" : \"4x8:88x132:16\""))
    #expect(text.contains("\"fc2\" : \"2x3x4:5x5x5:epsilon=0.125\""))
    #expect(text.contains("\"fc3\" : \"dense\""))
  }

  @Test(arguments: [
    ("", "not JSON"), ("{", "not JSON"), ("[]", "must be an object"), ("{}", "must be an object"),
    (#"{"version": 2, "layers": {}}"#, "version 2"),
    (#"{"version": 1, "layers": {"a": 3}}"#, "must be an object"),
    (#"{"version": 1, "layers": {"a": "4x8"}}"#, "layer 'a'"),
    (#"{"version": 1, "layers": {"a": "2x2:2x2:epsilon=2"}}"#, "'2' is not a relative error"),
  ])
  func refusesWithAReason(_ json: String, _ reason: String) {
    let error = #expect(throws: ExplorationError.self) { try Plan(json: Data(json.utf8)) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    "2x2:2x2:epsilon=", "2x2:2x2:epsilon=nan", "2x2:2x2:epsilon=0", "2x2:2:epsilon=0.1", "sparse",
  ])
  func refusesOtherChoices(_ text: String) {
    #expect(throws: ExplorationError.self) { try LayerChoice(parsing: text) }
  }
}
