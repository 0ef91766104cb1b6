extension Catalog {
  /// A request to copy the next live rows of a closed segment, numbered from `nextRow`. Allocate no
  /// row between making a request and finishing it; a copy that failed need not be finished.
  public mutating func copyRequest(
    segment: UInt64, fromOffset: Int, rowLimit: Int
  ) -> CopyRequest {
    guard let source = state(of: segment), isClosed(segment) else {
      preconditionFailure("copying from a segment that is open or gone")
    }
    beginCopy()
    return CopyRequest(
      source: source, fromOffset: fromOffset, rowLimit: rowLimit, firstRow: nextRow,
      destination: state(of: SegmentLayout.segment(of: nextRow)))
  }

  /// Takes the numbers that the copy used. The engine then, for each move whose source is still alive,
  /// points its index to the new row and kills the old one; otherwise it kills the new one.
  public mutating func finishCopy(_ result: CopyResult) {
    for move in result.moves {
      let row = append(deadlineMs: move.deadlineMs)
      precondition(row == move.to, "a row was allocated during a copy")
    }
    addBytes(result.byteCount)
    endCopy()
  }
}
