// C arrays inside structures are imported as tuples.

func tuple(_ a: InlineArray<3, Int>) -> (Int, Int, Int) { (a[0], a[1], a[2]) }

func tuple(_ a: InlineArray<6, Int>) -> (Int, Int, Int, Int, Int, Int) {
  (a[0], a[1], a[2], a[3], a[4], a[5])
}

func tuple(_ a: InlineArray<8, Int>) -> (Int, Int, Int, Int, Int, Int, Int, Int) {
  (a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7])
}
