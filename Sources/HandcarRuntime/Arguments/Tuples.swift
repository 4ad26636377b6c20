// C arrays inside structures are imported as tuples.

func array(_ t: (Int, Int, Int, Int, Int, Int)) -> InlineArray<6, Int> {
  [t.0, t.1, t.2, t.3, t.4, t.5]
}

func array(_ t: (Int, Int, Int, Int, Int, Int, Int, Int)) -> InlineArray<8, Int> {
  [t.0, t.1, t.2, t.3, t.4, t.5, t.6, t.7]
}

func tuple(_ a: InlineArray<3, Int>) -> (Int, Int, Int) { (a[0], a[1], a[2]) }

func tuple(_ a: InlineArray<6, Int>) -> (Int, Int, Int, Int, Int, Int) {
  (a[0], a[1], a[2], a[3], a[4], a[5])
}

func tuple(_ a: InlineArray<8, Int>) -> (Int, Int, Int, Int, Int, Int, Int, Int) {
  (a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7])
}
