public import ModelGraph

extension Plan {
  /// A plan that factorizes every linear layer which gains from it, with ranks up to `rank` and
  /// the shape that the cost model likes best.
  public init(for graph: Graph, rank: Int, chooser: ShapeChooser = ShapeChooser()) {
    self.init(for: graph) { layer in
      chooser.shape(rows: layer.rows, columns: layer.columns, rank: rank).map { .shape($0) }
    } reason: {
      "no shape of rank \(rank) costs less than \($0.rows)×\($0.columns) dense"
    }
  }

  /// A plan that factorizes every linear layer for which some rank gains, to a relative error of
  /// the weights.
  ///
  /// Whether the ranks that the error needs still gain shows only when the plan is carried out.
  public init(for graph: Graph, relativeError: Double, chooser: ShapeChooser = ShapeChooser()) {
    self.init(for: graph) { layer in
      chooser.modes(rows: layer.rows, columns: layer.columns).map {
        .relativeError(relativeError, rowModes: $0.rowModes, columnModes: $0.columnModes)
      }
    } reason: {
      "no shape of any rank costs less than \($0.rows)×\($0.columns) dense"
    }
  }

  private init(
    for graph: Graph, choice: (LinearLayer) -> LayerChoice?, reason: (LinearLayer) -> String
  ) {
    self.init()
    for layer in graph.linearLayers {
      if let choice = choice(layer) {
        layers[layer.name] = choice
      } else {
        layers[layer.name] = .dense
        reasons[layer.name] = reason(layer)
      }
    }
  }
}
