/// Where the known sections of a file lie; an absent one has size 0.
struct SectionTable {
  struct Section {
    var start = 0
    var size = 0
    var recordCount: UInt32 = 0
    var recordSize: UInt32 = 0
    /// The header lies in front of every section.
    var isPresent: Bool { start > 0 }
  }

  /// Entries are indexed by `SectionKind`, whose raw values count from 1.
  static let kindCount = 8

  let base: UnsafeRawPointer
  private var sections: InlineArray<8, Section> = .init(repeating: Section())

  init(base: UnsafeRawPointer) { self.base = base }

  subscript(kind: SectionKind) -> Section {
    get { sections[Int(kind.rawValue) - 1] }
    set { sections[Int(kind.rawValue) - 1] = newValue }
  }

  func records<Record>(_ kind: SectionKind) -> RecordTable<Record> {
    let section = self[kind]
    return RecordTable(
      base: base + section.start, count: section.recordCount, recordSize: section.recordSize)
  }
}
