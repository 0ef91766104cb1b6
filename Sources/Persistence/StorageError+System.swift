import Glibc

extension StorageError {
  /// The error that the last failed system call left in `errno`, with its manual's words.
  static func system(_ operation: String, errno code: Int32 = errno) -> StorageError {
    StorageError(
      operation: operation, cause: cause(errno: code), code: code,
      message: String(cString: strerror(code)))
  }

  private static func cause(errno code: Int32) -> Cause {
    switch code {
    case ENOSPC, EDQUOT, EFBIG: .diskFull
    case EIO: .inputOutput
    case EACCES, EPERM, EROFS: .permission
    case EAGAIN, EBUSY: .locked
    default: .other
    }
  }
}
