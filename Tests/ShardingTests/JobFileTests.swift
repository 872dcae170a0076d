import Foundation
import Sharding
import TestSupport
import Testing

/// Job files are complete: the shell accepts them, Kubernetes knows every field.
@Suite("Job files") struct JobFileTests {
  /// A job whose words a shell would take apart.
  static func job(passes: Int = 1) -> JobFile {
    let command = [
      "ganvas", "render", "--labels", "my maps/", "--model", "it's", "--mix", "$HOME`x`", "-o",
      "out",
    ]
    var job = JobFile(
      name: "grid", command: command, finish: command + ["--verify", "--shards", "40"], shards: 40)
    job.limit = 10
    job.cards = 1
    job.passes = passes
    job.remark = "40 shards"
    return job
  }

  private static func accepts(_ script: String) throws -> Bool {
    let process = Process()
    let input = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-n"]
    process.standardInput = input
    process.standardError = FileHandle.nullDevice
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  @Test("bash -n accepts every script, and the scripts in scripts", arguments: [1, 2])
  func shell(passes: Int) throws {
    let job = Self.job(passes: passes)
    for script in [job.slurm, job.parallel, job.torchrun] {
      #expect(try Self.accepts(script), "\(script)")
    }
    #expect(try !Self.accepts("if true; then"))
    let inner = job.slurm.components(separatedBy: "<< 'JOB'\n").dropFirst().compactMap {
      $0.components(separatedBy: "\nJOB\n").first
    }
    #expect(inner.count == passes + 1)
    for script in inner { #expect(try Self.accepts(script), "\(script)") }
  }

  @Test("A Slurm array has what a requeue needs, and always says --shards") func slurm() {
    let script = Self.job().slurm
    for line in [
      "#SBATCH --array=0-39%10", "#SBATCH --cpus-per-task=2", "#SBATCH --requeue",
      "#SBATCH --signal=USR1@120", "#SBATCH --gpus-per-task=1",
      "srun ganvas render --labels 'my maps/' --model 'it'\\''s' --mix '$HOME`x`' -o out --shards 40",
    ] {
      #expect(script.contains(line), "\(line)")
    }
    #expect(script.contains("--dependency=\"afterany:$job\""))
    let twice = Self.job(passes: 2).slurm
    #expect(twice.contains("--dependency=\"afterany:$job1\""))
    #expect(twice.contains("--dependency=\"afterany:$job2\""))
  }

  @Test(
    "Words reach the program as they are",
    arguments: ["plain", "", "a b", "it's", "$x", "`y`", "é"])
  func quoting(word: String) throws {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", "printf %s " + JobFile.quoted(word)]
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(String(decoding: data, as: UTF8.self) == word)
  }

  @Test("Shards last some ten minutes, and twenty times the loading") func proposals() {
    // 100,000 maps of the official COCO size.
    let large = Workload(items: 100_000, loadSeconds: 2, secondsPerItem: 0.28)
    #expect(large.proposedShards == 46)
    #expect((300...1800).contains(large.seconds(shards: large.proposedShards)))
    let slow = Workload(items: 100_000, loadSeconds: 60, secondsPerItem: 0.28)
    #expect(slow.secondsPerItem * 100_000 / Double(slow.proposedShards) >= 20 * 60)
    #expect(Workload(items: 3, loadSeconds: 0, secondsPerItem: 1e6).proposedShards == 3)
    #expect(Workload(items: 100_000_000, loadSeconds: 0, secondsPerItem: 1).proposedShards == 1000)
    #expect(Workload(items: 0, loadSeconds: .nan, secondsPerItem: .infinity).proposedShards == 1)
  }
}

/// The manifest, field by field with the schema of `batch/v1` Job and what it holds.
@Suite("Kubernetes manifests") struct KubernetesTests {
  /// Field names of the types as the API reference of Kubernetes 1.31 lists them, with the type of
  /// what a field holds; "" is a word or number, a leading + a list of it, * any names.
  private static let schema: [String: [String: String]] = [
    "Job": [
      "apiVersion": "", "kind": "", "metadata": "ObjectMeta", "spec": "JobSpec", "status": "",
    ],
    "ObjectMeta": [
      "name": "", "generateName": "", "namespace": "", "labels": "*", "annotations": "*",
      "finalizers": "+", "ownerReferences": "+",
    ],
    "JobSpec": [
      "activeDeadlineSeconds": "", "backoffLimit": "", "backoffLimitPerIndex": "",
      "completionMode": "", "completions": "", "managedBy": "", "manualSelector": "",
      "maxFailedIndexes": "", "parallelism": "", "podFailurePolicy": "PodFailurePolicy",
      "podReplacementPolicy": "", "selector": "*", "successPolicy": "*", "suspend": "",
      "template": "PodTemplateSpec", "ttlSecondsAfterFinished": "",
    ],
    "PodFailurePolicy": ["rules": "+PodFailurePolicyRule"],
    "PodFailurePolicyRule": [
      "action": "", "onExitCodes": "OnExitCodes", "onPodConditions": "+OnPodConditions",
    ],
    "OnExitCodes": ["containerName": "", "operator": "", "values": "+"],
    "OnPodConditions": ["status": "", "type": ""],
    "PodTemplateSpec": ["metadata": "ObjectMeta", "spec": "PodSpec"],
    "PodSpec": [
      "activeDeadlineSeconds": "", "affinity": "*", "automountServiceAccountToken": "",
      "containers": "+Container", "dnsPolicy": "", "enableServiceLinks": "", "hostIPC": "",
      "hostNetwork": "", "hostPID": "", "hostname": "", "imagePullSecrets": "+*",
      "initContainers": "+Container", "nodeName": "", "nodeSelector": "*", "priorityClassName": "",
      "restartPolicy": "", "schedulerName": "", "securityContext": "*", "serviceAccountName": "",
      "subdomain": "", "terminationGracePeriodSeconds": "", "tolerations": "+*",
      "volumes": "+Volume",
    ],
    "Container": [
      "args": "+", "command": "+", "env": "+EnvVar", "envFrom": "+*", "image": "",
      "imagePullPolicy": "", "lifecycle": "*", "livenessProbe": "*", "name": "", "ports": "+*",
      "readinessProbe": "*", "resources": "ResourceRequirements", "securityContext": "*",
      "startupProbe": "*", "stdin": "", "terminationMessagePath": "",
      "terminationMessagePolicy": "", "tty": "", "volumeDevices": "+*",
      "volumeMounts": "+VolumeMount", "workingDir": "",
    ],
    "EnvVar": ["name": "", "value": "", "valueFrom": "*"],
    "ResourceRequirements": ["claims": "+*", "limits": "*", "requests": "*"],
    "VolumeMount": [
      "mountPath": "", "mountPropagation": "", "name": "", "readOnly": "", "subPath": "",
      "subPathExpr": "", "recursiveReadOnly": "",
    ],
    "Volume": [
      "configMap": "*", "emptyDir": "*", "ephemeral": "*", "hostPath": "*", "name": "", "nfs": "*",
      "persistentVolumeClaim": "ClaimSource", "projected": "*", "secret": "*",
    ],
    "ClaimSource": ["claimName": "", "readOnly": ""],
    "PersistentVolumeClaim": [
      "apiVersion": "", "kind": "", "metadata": "ObjectMeta", "spec": "ClaimSpec", "status": "",
    ],
    "ClaimSpec": [
      "accessModes": "+", "dataSource": "*", "dataSourceRef": "*",
      "resources": "ResourceRequirements", "selector": "*", "storageClassName": "",
      "volumeAttributesClassName": "", "volumeMode": "", "volumeName": "",
    ],
  ]

  private static func check(_ value: Manifest, _ type: String, _ path: String) {
    switch value {
    case .text, .number, .flag: #expect(type.isEmpty, "\(path) is no \(type)")
    case .list(let values):
      #expect(type.hasPrefix("+"), "\(path) is no list")
      for (index, value) in values.enumerated() {
        check(value, String(type.dropFirst()), "\(path)[\(index)]")
      }
    case .fields(let fields):
      if type == "*" { return }
      let known = schema[type]
      #expect(known != nil, "\(path) is no type")
      #expect(Set(fields.map(\.name)).count == fields.count, "\(path) names a field twice")
      for field in fields {
        let inner = known?[field.name]
        #expect(inner != nil, "\(type) has no field \(field.name) at \(path)")
        check(field.value, inner ?? "*", "\(path).\(field.name)")
      }
    }
  }

  private static func field(_ value: Manifest, _ path: String) -> Manifest? {
    var value = value
    for name in path.split(separator: ".") {
      switch value {
      case .fields(let fields):
        guard let next = fields.first(where: { $0.name == name }) else { return nil }
        value = next.value
      case .list(let values):
        guard let index = Int(name), values.indices.contains(index) else { return nil }
        value = values[index]
      default: return nil
      }
    }
    return value
  }

  @Test(
    "Every field is one of the schema's, at its place and of its kind", arguments: [nil, "mine"])
  func fields(claim: String?) throws {
    let documents = JobFileTests.job().kubernetesDocuments(.init(image: "ganvas:1", claim: claim))
    #expect(documents.count == (claim == nil ? 3 : 2))
    for document in documents {
      guard case .text(let kind)? = Self.field(document, "kind") else {
        Issue.record("no kind")
        continue
      }
      Self.check(document, kind, kind)
    }
    let job = documents[documents.count - 2]
    let expected: [(String, Manifest)] = [
      ("apiVersion", .text("batch/v1")), ("spec.completions", .number(40)),
      ("spec.parallelism", .number(10)), ("spec.completionMode", .text("Indexed")),
      ("spec.backoffLimitPerIndex", .number(3)),
      ("spec.podFailurePolicy.rules.1.action", .text("FailIndex")),
      ("spec.podFailurePolicy.rules.1.onExitCodes.values", .list([.number(2)])),
      ("spec.podFailurePolicy.rules.2.action", .text("Count")),
      ("spec.podFailurePolicy.rules.2.onExitCodes.values", .list([.number(75), .number(143)])),
      ("spec.template.spec.restartPolicy", .text("Never")),
      ("spec.template.spec.terminationGracePeriodSeconds", .number(60)),
    ]
    for (path, value) in expected { #expect(Self.field(job, path) == value, "\(path)") }
  }

  @Test("What is written as YAML is what was meant") func yaml() throws {
    let tree = Manifest.fields([
      .init("a", .text("no: \"x\"\\ # y\n\u{1}é")), .init("b", .list([])),
      .init(
        "c",
        .list([
          .fields([.init("d", .number(-3)), .init("e", .list([.text("yes"), .flag(true)]))]),
          .list([.text("f")]),
        ])), .init("g", .fields([])),
    ])
    #expect(
      tree.yaml == """
        a: "no: \\"x\\"\\\\ # y\\n\\x01é"
        b: []
        c:
          - d: -3
            e:
              - "yes"
              - true
          - - "f"
        g: {}

        """)
  }
}
