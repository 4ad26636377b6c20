public import TensorTrain

/// What becomes of one linear layer.
///
/// Its text form is what plans and the command line hold:
///
///     dense                            stay as it is
///     M1xM2..:N1xN2..:R                a tensor train of this shape (`TTShape`)
///     M1xM2..:N1xN2..:epsilon=E        these modes, the smallest ranks for a relative error E
public enum LayerChoice: Hashable, Sendable {
  case dense
  case shape(TTShape)
  case relativeError(Double, rowModes: [Int], columnModes: [Int])
}

extension LayerChoice {
  /// The modes of the tensor train; nil for the dense layer.
  var modes: (rows: [Int], columns: [Int])? {
    switch self {
    case .dense: nil
    case .shape(let shape): (shape.rowModes, shape.columnModes)
    case .relativeError(_, let rowModes, let columnModes): (rowModes, columnModes)
    }
  }

  /// What the modes multiply to; nil for the dense layer.
  var size: (rows: Int, columns: Int)? {
    func product(_ modes: [Int]) -> Int {
      modes.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    }
    return modes.map { (product($0.rows), product($0.columns)) }
  }
}

extension LayerChoice: CustomStringConvertible {
  private static let errorPrefix = "epsilon="

  /// Reads the text form.
  ///
  /// - Throws: `ExplorationError`, which quotes the text and says what is wrong.
  public init(parsing text: String) throws(ExplorationError) {
    if text == "dense" {
      self = .dense
      return
    }
    do {
      guard let colon = text.lastIndex(of: ":"),
        text[text.index(after: colon)...].hasPrefix(Self.errorPrefix)
      else {
        self = .shape(try TTShape(parsing: text))
        return
      }
      let number = text[text.index(after: colon)...].dropFirst(Self.errorPrefix.count)
      guard let error = Double(number), error > 0, error < 1 else {
        throw ExplorationError(
          "'\(text)': '\(number)' is not a relative error between 0 and 1, such as 0.1")
      }
      let modes = try TTShape(parsing: text[..<colon] + ":1")
      self = .relativeError(error, rowModes: modes.rowModes, columnModes: modes.columnModes)
    } catch let error as ExplorationError {
      throw error
    } catch {
      throw ExplorationError("\(error)")
    }
  }

  public var description: String {
    switch self {
    case .dense: "dense"
    case .shape(let shape): shape.description
    case .relativeError(let error, let rowModes, let columnModes):
      [rowModes, columnModes].map { $0.map(String.init).joined(separator: "x") }
        .joined(separator: ":") + ":\(Self.errorPrefix)\(error)"
    }
  }
}

/// Why a plan cannot be read or carried out: one line.
public struct ExplorationError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
