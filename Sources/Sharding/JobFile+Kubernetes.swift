extension JobFile {
  /// Where and with what a job runs on Kubernetes.
  public struct Kubernetes: Hashable, Sendable {
    /// Image with the program.
    public var image: String
    /// An existing claim of a volume that several nodes may write; `nil` prints one.
    public var claim: String?
    /// Size of the printed claim.
    public var size = "20Gi"
    /// Where the volume lies in the containers, which work there.
    public var mount = "/data"

    /// A place with an image.
    public init(image: String, claim: String? = nil) {
      self.image = image
      self.claim = claim
    }
  }

  /// An Indexed Job, the claim of its volume, and what follows it as a job that waits.
  public func kubernetes(_ place: Kubernetes) -> String {
    let comments = heading("#", "Submit it with: kubectl apply -f FILE")
    let follow =
      finish.isEmpty
      ? []
      : [
        "# When it has ended, the check is let go:",
        "#   kubectl wait --for=condition=complete --timeout=24h job/\(name)",
        "#   kubectl patch job/\(name)-check --type=merge -p '{\"spec\":{\"suspend\":false}}'",
      ]
    let documents = kubernetesDocuments(place).map(\.yaml)
    return (comments + follow).joined(separator: "\n") + "\n" + documents.joined(separator: "---\n")
  }

  /// The documents of `kubernetes(_:)`.
  public func kubernetesDocuments(_ place: Kubernetes) -> [Manifest] {
    var documents: [Manifest] = []
    if place.claim == nil { documents.append(claimDocument(place)) }
    // A shard that waits needs no second pass.
    let own = command + (passes > 1 ? ["--wait", "3600"] : []) + ["--shards", "\(shards)"]
    documents.append(
      document(
        name, .fields(indexedFields + [.init("template", template(own, place, isShard: true))])))
    if !finish.isEmpty {
      documents.append(
        document(
          name + "-check",
          .fields([
            .init("suspend", .flag(true)), .init("backoffLimit", .number(0)),
            .init("template", template(finish, place, isShard: false)),
          ])))
    }
    return documents
  }

  private var indexedFields: [Manifest.Field] {
    func rule(_ action: String, _ codes: [Int]) -> Manifest {
      .fields([
        .init("action", .text(action)),
        .init(
          "onExitCodes",
          .fields([
            .init("containerName", .text("ganvas")), .init("operator", .text("In")),
            .init("values", .list(codes.map { .number($0) })),
          ])),
      ])
    }
    let disrupted = Manifest.fields([
      .init("action", .text("Ignore")),
      .init(
        "onPodConditions",
        .list([
          .fields([
            .init("type", .text("DisruptionTarget")), .init("status", .text("True")),
          ])
        ])),
    ])
    return [
      .init("completions", .number(shards)),
      .init("parallelism", .number(min(limit ?? shards, shards))),
      .init("completionMode", .text("Indexed")),
      .init("backoffLimitPerIndex", .number(3)),
      .init("maxFailedIndexes", .number(shards)),
      .init(
        "podFailurePolicy",
        .fields([
          .init(
            "rules", .list([disrupted, rule("FailIndex", [2]), rule("Count", [75, 143])]))
        ])),
    ]
  }

  private func document(_ name: String, _ spec: Manifest) -> Manifest {
    .fields([
      .init("apiVersion", .text("batch/v1")), .init("kind", .text("Job")),
      .init("metadata", .fields([.init("name", .text(name))])), .init("spec", spec),
    ])
  }

  private func claimDocument(_ place: Kubernetes) -> Manifest {
    .fields([
      .init("apiVersion", .text("v1")), .init("kind", .text("PersistentVolumeClaim")),
      .init("metadata", .fields([.init("name", .text(name + "-data"))])),
      .init(
        "spec",
        .fields([
          .init("accessModes", .list([.text("ReadWriteMany")])),
          .init(
            "resources",
            .fields([.init("requests", .fields([.init("storage", .text(place.size))]))])),
        ])),
    ])
  }

  private func template(_ command: [String], _ place: Kubernetes, isShard: Bool) -> Manifest {
    let cards: [Manifest.Field] =
      cards > 0 && isShard ? [.init("nvidia.com/gpu", .text("\(self.cards)"))] : []
    let memory = Manifest.Field("memory", .text("\(memory)Mi"))
    let container = Manifest.fields([
      .init("name", .text("ganvas")), .init("image", .text(place.image)),
      .init("command", .list(command.map { .text($0) })),
      .init("workingDir", .text(place.mount)),
      .init(
        "env",
        .list([
          .fields([
            .init("name", .text("OMP_NUM_THREADS")), .init("value", .text("\(processors)")),
          ])
        ])),
      .init(
        "resources",
        .fields([
          .init("requests", .fields([.init("cpu", .text("\(processors)")), memory] + cards)),
          .init("limits", .fields([memory] + cards)),
        ])),
      .init(
        "volumeMounts",
        .list([
          .fields([.init("name", .text("data")), .init("mountPath", .text(place.mount))])
        ])),
    ])
    return .fields([
      .init(
        "spec",
        .fields([
          .init("restartPolicy", .text("Never")),
          .init("terminationGracePeriodSeconds", .number(60)),
          .init("containers", .list([container])),
          .init(
            "volumes",
            .list([
              .fields([
                .init("name", .text("data")),
                .init(
                  "persistentVolumeClaim",
                  .fields([.init("claimName", .text(place.claim ?? name + "-data"))])),
              ])
            ])),
        ]))
    ])
  }
}
