/// Why one node or constant cannot be imported: what is wrong and what to do, without the name of the culprit.
struct NodeProblem: Error {
  let description: String

  init(_ description: String) { self.description = description }
}
