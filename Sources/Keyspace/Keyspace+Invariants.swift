#if DEBUG
  /// Whether all structures agree with each other. Compiled into checked builds only.
  extension Keyspace {
    /// What is broken, one sentence each; empty when everything agrees.
    ///
    /// Complexity: O(entries + slots).
    func checkInvariants() -> [String] {
      var audit = Audit()
      checkIndex(&audit)
      checkArena(&audit)
      checkDirtyQueue(&audit)
      checkWheel(&audit)
      checkSums(&audit)
      return audit.findings
    }

    /// Sums gathered on the way, to be compared with the keyspace's own.
    struct Audit {
      var findings: [String] = []
      var slots = 0
      var cold = 0
      var tombstones = 0
      var dirtyEntries = 0
      var dirtyBytes = 0
      var scheduled: Set<UInt32> = []
      var living: Set<UInt32> = []
      var databases = [Int](repeating: 0, count: Key.databaseCount)

      mutating func expect(_ isTrue: Bool, _ finding: @autoclosure () -> String) {
        if !isTrue { findings.append(finding()) }
      }
    }

    private func checkIndex(_ audit: inout Audit) {
      var bytes = MemoryLayout<HashIndex.Partition>.stride * HashIndex.partitionCount
      for number in 0..<HashIndex.partitionCount where index.partitions[number].slots != nil {
        bytes += index.partitions[number].physical * MemoryLayout<Slot>.stride
        checkPartition(number, &audit)
      }
      audit.expect(bytes == index.byteCount, "index counts \(index.byteCount) of \(bytes) bytes")
      let slots = audit.slots
      audit.expect(slots == index.count, "index counts \(index.count) of \(slots) slots")
    }

    private func checkPartition(_ number: Int, _ audit: inout Audit) {
      let partition = index.partitions[number]
      var previous: (offset: Int, fingerprint: UInt64) = (-1, 0)
      var count = 0
      for offset in 0..<partition.physical {
        guard let slot = partition.slots?[offset], !slot.isEmpty else { continue }
        let home = HashIndex.home(slot.fingerprint, capacity: partition.capacity)
        audit.expect(
          slot.fingerprint >= previous.fingerprint, "slots of partition \(number) out of order")
        audit.expect(
          offset == home || (offset > home && previous.offset == offset - 1),
          "a gap before slot \(offset) of partition \(number)")
        if slot.isHot { checkHot(slot, number, &audit) } else { audit.cold += 1 }
        previous = (offset, slot.fingerprint)
        count += 1
      }
      audit.slots += count
      audit.expect(count == partition.count, "partition \(number) miscounts its slots")
      audit.expect(previous.offset < partition.physical - 1, "partition \(number) has no empty end")
    }

    private func checkHot(_ slot: Slot, _ number: Int, _ audit: inout Audit) {
      let entry = arena[slot.handle]
      let hash = hash(of: entry)
      audit.expect(!entry.isDead, "the index knows a dead entry")
      audit.expect(
        HashIndex.partition(of: hash) == number
          && HashIndex.fingerprint(of: hash) == slot.fingerprint,
        "an entry stands in another key's slot")
      let isNew = audit.living.insert(slot.handle.raw).inserted
      audit.expect(isNew, "two slots for one entry")
    }

    private func checkArena(_ audit: inout Audit) {
      var bytes = 0
      var living = 0
      for number in arena.segments.indices where arena.segments[number].isInUse {
        bytes += arena.segments[number].capacity
        var live = 0
        for handle in arena.handles(inSegment: number) {
          live += arena[handle].blockBytes
          living += 1
          checkEntry(handle, &audit)
        }
        audit.expect(live == arena.segments[number].live, "segment \(number) miscounts its life")
        audit.expect(
          live > 0 || arena.list(arena.segments[number].queue).newest == number,
          "segment \(number) is empty and kept")
      }
      audit.expect(living == audit.living.count, "an entry lives that the index does not know")
      let spare = arena.byteCount - bytes
      audit.expect(
        spare >= 0 && spare % Arena.segmentBytes == 0, "the arena miscounts its segments")
    }

    private func checkEntry(_ handle: Handle, _ audit: inout Audit) {
      let entry = arena[handle]
      audit.expect(audit.living.contains(handle.raw), "an entry is missing from the index")
      audit.expect(entry.isScheduled, "an entry has no place in the wheel")
      if entry.isTombstone {
        audit.tombstones += 1
        audit.expect(!entry.isDirty && !entry.isSlid && entry.row == 0, "a tombstone with a row")
        return
      }
      audit.databases[Int(entry.database)] += 1
      audit.expect(!entry.isDirty || !entry.isSlid, "an entry is dirty and slid")
      guard entry.isDirty else {
        return audit.expect(entry.row != 0, "a clean entry without a row")
      }
      audit.dirtyEntries += 1
      audit.dirtyBytes += entry.blockBytes
      let position = entry.dirtyPosition
      audit.expect(
        position >= dirty.head && position < dirty.tail && dirty[position].handle == handle,
        "the dirty queue does not know a dirty entry")
    }

    private func checkDirtyQueue(_ audit: inout Audit) {
      let queued = (dirty.head..<dirty.tail).filter { !dirty[$0].handle.isNone }
      audit.expect(queued.count == audit.dirtyEntries, "the dirty queue names a clean entry")
      let bytes = audit.dirtyBytes
      audit.expect(bytes == dirtyBytes, "dirty bytes \(dirtyBytes), not \(bytes)")
    }

    private func checkWheel(_ audit: inout Audit) {
      for bucket in 0..<TimerWheel.bucketCount {
        let isMarked = wheel.occupied[bucket >> 6] & (1 << UInt64(bucket & 63)) != 0
        audit.expect(isMarked == (wheel.heads[bucket] != 0), "bucket \(bucket) is marked wrongly")
        checkBucket(bucket, &audit)
      }
      let isRemembered = wheel.memo.map { $0.ms == wheel.findNextEventMs() } ?? true
      audit.expect(isRemembered, "the wheel is wrong about its next event")
      audit.expect(audit.scheduled.count == wheel.count, "the wheel miscounts its entries")
      audit.expect(audit.scheduled == audit.living, "the wheel holds other entries than the index")
    }

    private func checkBucket(_ bucket: Int, _ audit: inout Audit) {
      var handle = Handle(raw: wheel.heads[bucket])
      var previous = TimerWheel.bucketMark | UInt32(bucket)
      while !handle.isNone {
        guard audit.scheduled.insert(handle.raw).inserted else {
          return audit.findings.append("an entry stands in the wheel twice")
        }
        let entry = arena[handle]
        audit.expect(entry.isScheduled, "an entry in the wheel does not know it")
        audit.expect(entry.wheelPrevious == previous, "a wheel link points astray")
        audit.expect(
          wheel.startMs(ofBucket: bucket) <= max(entry.deadlineMs + 1, wheel.currentMs + 2),
          "an entry would fire late")
        previous = handle.raw
        handle = Handle(raw: entry.wheelNext)
      }
    }

    private func checkSums(_ audit: inout Audit) {
      let cold = audit.cold
      audit.expect(cold == coldCount, "\(coldCount) cold keys, not \(cold)")
      audit.expect(audit.tombstones == tombstoneCount, "tombstones are miscounted")
      audit.expect(databaseCounts.allSatisfy { $0 >= 0 }, "a database counts fewer than none")
      audit.expect(databaseCounts.reduce(0, +) == count, "the databases' counts are not the sum")
      for database in 0..<Key.databaseCount {
        audit.expect(
          databaseCounts[database] >= audit.databases[database], "a database miscounts its keys")
      }
    }
  }

  extension TimerWheel {
    /// When time reaches the bucket next, in ms.
    func startMs(ofBucket bucket: Int) -> Int64 {
      let level = TimerWheel.levels.last { $0.firstBucket <= bucket } ?? TimerWheel.levels[0]
      let now = currentMs >> level.shift
      let distance = (Int64(bucket - level.firstBucket) - now) & (level.slots - 1)
      // An outer slot moves its entries inwards when it starts; after that it is a round away.
      let hasStarted = level.firstBucket > 0 && currentMs & (1 << level.shift - 1) != 0
      return (now + (distance == 0 && hasStarted ? level.slots : distance)) << level.shift
    }
  }
#endif
