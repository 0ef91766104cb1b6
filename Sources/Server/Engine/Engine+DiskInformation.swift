import Commands
import Configuration
import Persistence

/// What the files take, beside what they may take (B3).
extension Engine {
  var diskFields: [InfoField] {
    let disk = storage.disk
    return [
      InfoField("disk_used_bytes", disk.usedBytes),
      InfoField("disk_used_human", ByteCount.text(disk.usedBytes)),
      InfoField("disk_database_bytes", disk.sizes.databaseBytes),
      InfoField("disk_free_bytes", disk.sizes.freeBytes),
      InfoField("disk_live_bytes", disk.liveBytes),
      InfoField("disk_log_bytes", disk.sizes.walBytes),
      InfoField("disk_journal_bytes", storage.journal.fileBytes),
      InfoField("maxdisk", configuration.maxDiskBytes),
      InfoField("maxdisk_human", ByteCount.text(configuration.maxDiskBytes)),
      InfoField("maxdisk_policy", configuration.diskPolicy.rawValue),
    ]
  }
}
