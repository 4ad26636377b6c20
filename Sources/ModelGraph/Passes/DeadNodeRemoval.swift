extension Pass {
  /// Removes nodes that no output depends on.
  public static let deadNodeRemoval = Pass(name: "remove dead nodes") { editor in
    // Backwards, so that a removed node no longer counts as a reader of those before it.
    for index in editor.nodeIndices.reversed()
    where !editor.node(index).outputs.contains(where: editor.isUsed) {
      editor.remove(index)
    }
  }
}
