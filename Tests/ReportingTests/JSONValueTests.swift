import Foundation
import Reporting
import Testing

@Suite struct JSONValueTests {
  @Test func keepsOrderAndIndents() {
    let value: JSONValue = [
      "name": "fc1", "shape": [32, 64], "error": 0.5, "none": nil,
      "layers": [["a": true], ["b": false]], "empty": [], "nothing": [:],
    ]
    #expect(
      value.rendered() == """
        {
          "name": "fc1",
          "shape": [32, 64],
          "error": 0.5,
          "none": null,
          "layers": [
            {
              "a": true
            },
            {
              "b": false
            }
          ],
          "empty": [],
          "nothing": {}
        }
        """)
  }

  @Test func escapesWhatJSONForbids() throws {
    let hostile = "quote \" slash \\ line\n tab\t bell\u{7} null\u{0} ü 🙂"
    let text = JSONValue.object([.init(hostile, .string(hostile))]).rendered()
    let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String]
    #expect(parsed == [hostile: hostile])
  }

  @Test func writesNullForWhatIsNotANumber() {
    #expect(JSONValue.array([.number(.nan), .number(.infinity)]).rendered() == "[null, null]")
  }

  @Test func parsesWhatItWrites() {
    let value: JSONValue = [
      "array": [1, -2, 2.5, true, nil, "x"], "big": 9_007_199_254_740_993, "object": ["k": []],
    ]
    #expect(JSONValue(parsing: value.rendered()) == value)
    #expect(JSONValue(parsing: "3") == 3)
    #expect(JSONValue(parsing: "{") == nil)
    #expect(JSONValue(parsing: "") == nil)
    #expect(value["object"]?["k"] == [])
    #expect(value["absent"] == nil)
  }
}
