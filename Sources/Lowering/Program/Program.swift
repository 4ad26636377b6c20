public import HandcarFormat
public import ModelGraph

/// A lowered network: operation records over virtual buffers and packed parameters, before memory is planned.
///
/// Buffers are written once, by one step or by several that fill different parts; where they lie in the arena is
/// decided by `MemoryPlan`. Print a program to see what a model does, step by step.
public struct Program: Sendable {
  /// Working memory of a known size without a place yet.
  public struct Buffer: Sendable, Equatable {
    /// Of the value that it holds first, for reading.
    public var name: String
    public var byteCount: Int
    /// A step from which on nothing else may lie there, even if none mentions it yet.
    public var reservedFrom: Int?
  }

  /// What a step reads or writes.
  public enum Operand: Hashable, Sendable {
    case absent
    /// A part of buffer `index`.
    case buffer(Int, offset: Int, byteCount: Int)
    /// A whole parameter.
    case parameter(Int, byteCount: Int)

    var byteCount: Int {
      switch self {
      case .absent: 0
      case .buffer(_, _, let byteCount), .parameter(_, let byteCount): byteCount
      }
    }
  }

  /// One operation: a record whose operands are still virtual.
  public struct Step: Sendable {
    /// Kind, element type, activation and attributes; operands and layer are filled in by the writer.
    public var record: OperationRecord
    /// By place in the record (`OperationRecord.operandCount` of them).
    public var operands: [Operand]
    /// Places of the inputs that the output may take the place of.
    public var overwritable: [Int]

    public var kind: OperationKind? { OperationKind(rawValue: record.kind) }
    public var output: Operand { operands[OperationRecord.outputOperand] }
  }

  /// A node of the graph as reports show it, with the steps that compute it.
  public struct Layer: Sendable, Equatable {
    public var name = ""
    /// Such as `linear`, `tt`, `convolution`.
    public var kind = ""
    /// Such as `11616→32 as 4x8:88x132 ranks 16, right to left`.
    public var detail = ""
    /// Why it is computed as it is; nil where there is no choice.
    public var reason: String?
    public var steps = 0..<0
    /// Of one run.
    public var multiplyAdds = 0
    /// Trained numbers, before packing.
    public var parameterCount = 0
    /// Bytes of the packed parameters; one shared by several layers counts in each.
    public var parameterByteCount = 0
  }

  /// An input or an output: a tensor that fills a buffer from its start.
  public struct Binding: Sendable, Equatable {
    public var name: String
    public var type: TensorType
    public var buffer: Int
  }

  public internal(set) var inputs: [Binding] = []
  public internal(set) var outputs: [Binding] = []
  public internal(set) var buffers: [Buffer] = []
  public internal(set) var parameters = ParameterStore()
  public internal(set) var steps: [Step] = []
  /// In the order of their steps; every step belongs to exactly one.
  public internal(set) var layers: [Layer] = []

  init() {}
}
