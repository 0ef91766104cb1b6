import Glibc
import Synchronization

/// A thread that runs one worker.
final class WorkerThread {
  private let job: Job
  private var handle = pthread_t()

  /// What the thread holds on to.
  private final class Job: Sendable {
    let worker: Worker
    let done = Atomic<Bool>(false)

    init(_ worker: Worker) {
      self.worker = worker
    }

    func run() {
      worker.run()
      done.store(true, ordering: .releasing)
    }
  }

  var isDone: Bool { job.done.load(ordering: .acquiring) }

  init(_ worker: Worker) {
    job = Job(worker)
    let retained = Unmanaged.passRetained(job).toOpaque()
    let status = pthread_create(
      &handle, nil,
      { context in
        // Safe: balances the `passRetained` of the creator.
        Unmanaged<Job>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, retained)
    precondition(status == 0, "pthread_create failed with \(status)")
  }

  func join() {
    pthread_join(handle, nil)
  }
}
