import HandcarHost
import Reporting

/// What `inspect` prints about a `.hcar` file.
struct ModelReport {
  let path: String
  let model: Model
  private let sections: FileSections
  private let provenance: JSONValue?

  init(_ path: String) throws(Failure) {
    self.path = path
    model = try openModel(path)
    guard let sections = FileSections(contentsOf: path) else {
      throw .badInput("\(path): cannot be read again")
    }
    self.sections = sections
    provenance = JSONValue(parsing: model.provenance)
  }

  /// Bytes that the arena would have if no memory were used twice. The converter has recorded those
  /// of the program; a session adds its counters to either.
  private var bytesWithoutReuse: Int? {
    guard case .integer(let bytes)? = provenance?["memory"]?["bytesWithoutReuse"] else {
      return nil
    }
    let (sum, overflow) = bytes.addingReportingOverflow(
      model.arenaSize - sections.programArenaSize)
    return overflow ? nil : sum
  }

  // MARK: For people

  var text: String {
    [facts, tensorTable, layerTable, reasons, sectionTable].filter { !$0.isEmpty }
      .joined(separator: "\n\n")
  }

  private var facts: String {
    let version = "\(sections.majorVersion).\(sections.minorVersion)"
    var facts: [(term: String, text: String)] = [
      ("file", "\(path), \(Format.bytes(fileSize(path))), format \(version)")
    ]
    if let origin { facts.append(("made", origin)) }
    if let options { facts.append(("options", options)) }
    facts.append(("arena", arenaText(model.arenaSize, withoutReuse: bytesWithoutReuse)))
    facts.append(("test vectors", "\(model.testVectorCount)"))
    return definitionList(facts, indent: 0)
  }

  private var origin: String? {
    func text(_ value: JSONValue?) -> String? {
      if case .string(let text)? = value, !text.isEmpty { text } else { nil }
    }
    guard let tool = text(provenance?["tool"]?["name"]) else { return nil }
    let version = text(provenance?["tool"]?["version"]).map { " " + $0 } ?? ""
    let source = text(provenance?["source"]?["name"]).map { name in
      let digest = text(provenance?["source"]?["sha256"]).map { " (SHA-256 \($0.prefix(12))…)" }
      return " from \(name)" + (digest ?? "")
    }
    return "by \(tool)\(version)\(source ?? "")"
  }

  private var options: String? {
    guard case .object(let members)? = provenance?["options"], !members.isEmpty else { return nil }
    return members.map { member in
      if case .string(let text) = member.value, !text.isEmpty {
        "\(member.key) \(text)"
      } else {
        member.key
      }
    }.joined(separator: " ")
  }

  private var tensorTable: String {
    var table = Table([.text(""), .text("name"), .text("type"), .text("shape"), .number("size")])
    for (role, tensors) in [("input", model.inputs), ("output", model.outputs)] {
      for tensor in tensors {
        table.add([
          role, tensor.name, "\(tensor.elementType)", Format.shape(tensor.shape),
          Format.bytes(tensor.byteCount),
        ])
      }
    }
    return table.rendered()
  }

  private var layerTable: String {
    var table = Table([
      .text("layer"), .text("kind"), .number("parameters"), .number("size"), .number("MACs"),
      .text("detail"),
    ])
    for layer in model.layers {
      let parameters = Int(clamping: layer.parameterCount)
      let multiplyAdds = Int(clamping: layer.multiplyAdds)
      table.add([
        layer.name, layer.kind, parameters > 0 ? Format.count(parameters) : "",
        parameters > 0 ? Format.bytes(Int(clamping: layer.parameterByteCount)) : "",
        multiplyAdds > 0 ? Format.count(multiplyAdds) : "", layer.detail,
      ])
    }
    table.addRule()
    table.add([
      "sum", "", Format.count(model.parameterCount), "", Format.count(model.multiplyAdds),
    ])
    return table.rendered()
  }

  /// Why layers are computed as they are, where there was a choice.
  private var reasons: String {
    guard case .array(let layers)? = provenance?["layers"] else { return "" }
    return definitionList(
      layers.compactMap { layer in
        guard case .string(let name)? = layer["name"], case .string(let reason)? = layer["reason"],
          !name.isEmpty, !reason.isEmpty
        else { return nil }
        return (term: name, text: reason)
      }, indent: 0)
  }

  private var sectionTable: String {
    var table = Table([
      .text("section"), .number("offset"), .number("size"), .number("records"),
    ])
    for section in sections.sections {
      table.add([
        section.name, Format.count(section.offset), Format.bytes(section.byteCount),
        section.recordCount > 0 ? Format.count(section.recordCount) : "",
      ])
    }
    return table.rendered()
  }

  // MARK: For scripts

  var json: JSONValue {
    [
      "file": .string(path), "bytes": .integer(fileSize(path)),
      "format": .string("\(sections.majorVersion).\(sections.minorVersion)"),
      "inputs": .array(model.inputs.map(json)), "outputs": .array(model.outputs.map(json)),
      "parameters": .integer(model.parameterCount),
      "multiply_adds": .integer(model.multiplyAdds),
      "arena": [
        "bytes": .integer(model.arenaSize), "bytes_without_reuse": JSONValue(bytesWithoutReuse),
      ],
      "test_vectors": .integer(model.testVectorCount),
      "layers": .array(
        model.layers.map { layer in
          [
            "name": .string(layer.name), "kind": .string(layer.kind),
            "detail": .string(layer.detail),
            "parameters": .integer(Int(clamping: layer.parameterCount)),
            "bytes": .integer(Int(clamping: layer.parameterByteCount)),
            "multiply_adds": .integer(Int(clamping: layer.multiplyAdds)),
          ]
        }),
      "sections": .array(
        sections.sections.map { section in
          [
            "name": .string(section.name), "offset": .integer(section.offset),
            "bytes": .integer(section.byteCount), "records": .integer(section.recordCount),
          ]
        }),
      "provenance": provenance ?? .null,
    ]
  }

  private func json(_ tensor: TensorInfo) -> JSONValue {
    [
      "name": .string(tensor.name), "type": .string("\(tensor.elementType)"),
      "shape": JSONValue(tensor.shape), "bytes": .integer(tensor.byteCount),
    ]
  }
}

/// An arena with its saving, such as `8.70 kB (12.5 kB without reuse, 30.40 % saved)`.
func arenaText(_ byteCount: Int, withoutReuse: Int?) -> String {
  let saving = withoutReuse.flatMap { all in
    all > 0
      ? " (\(Format.bytes(all)) without reuse, "
        + "\(Format.percent(1 - Double(byteCount) / Double(all))) saved)" : nil
  }
  return Format.bytes(byteCount) + (saving ?? "")
}
