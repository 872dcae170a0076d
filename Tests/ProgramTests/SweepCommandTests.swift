import Foundation
import Imaging
import Testing

/// `ganvas sweep` and `ganvas cluster` as scripts see them, on the real program.
@Suite(.serialized) struct SweepCommandTests {
  private func writePlan(_ work: ShardRun, _ text: String) throws -> String {
    let file = work.folder.appendingPathComponent("plan.json")
    try Data(text.utf8).write(to: file)
    return file.path
  }

  @Test("A grid of 3 × 4 × 2: names, estimate, parts equal to the whole, check, sheet")
  func grid() throws {
    let work = try ShardRun(maps: 2)
    defer { work.remove() }
    let plan = try writePlan(
      work,
      #"{"options": {"model": "\#(work.model.path)"}, "axes": {"psi": [0.5, 0.75, 1], "seeds": "1-4", "labels": ["\#(work.maps.path)"]}}"#
    )
    let dry = try work.run(["sweep", plan, "-o", "grid", "--dry", "--threads", "1"])
    #expect(dry.status == 0, "\(dry.errors)")
    let lines = dry.output.split(separator: "\n")
    #expect(lines.first == "24 pictures")
    #expect(lines.filter { $0.hasSuffix(".png") }.count == 24)
    #expect(lines.contains("labels-map-0_seed-1_psi-0.5.png"))
    let place = work.folder.appendingPathComponent("grid")
    #expect(!FileManager.default.fileExists(atPath: place.path))

    #expect(try work.run(["sweep", plan, "-o", "whole"]).status == 0)
    let whole = try work.pictures("whole")
    #expect(whole.count == 24)
    #expect(Set(whole.values).count == 24)
    for shard in 0..<2 {
      #expect(try work.run(["sweep", plan, "-o", "grid", "--shard", "\(shard)/2"]).status == 0)
    }
    #expect(try work.pictures("grid") == whole)
    let check = try work.run(["sweep", plan, "-o", "grid", "--verify", "--shards", "2"])
    #expect(check.status == 0, "\(check.output)")
    #expect(check.output.contains("24 valid, 0 missing, 0 damaged, 0 foreign, 0 surplus"))

    let sheet = try work.run(["sweep", "sheet", "grid", "--rows", "seed", "--columns", "psi"])
    #expect(sheet.status == 0, "\(sheet.errors)")
    let sheets = work.folder.appendingPathComponent("grid/sheets")
    let names = try FileManager.default.contentsOfDirectory(atPath: sheets.path).sorted()
    #expect(names == ["seed-by-psi_labels-map-0.png", "seed-by-psi_labels-map-1.png"])
    let picture = try ImageFile.read(sheets.appendingPathComponent(names[0]))
    #expect(picture.width > 3 * 64 && picture.height > 4 * 64)
    #expect(
      try work.run(
        [
          "sweep", "sheet", "grid", "--rows", "seed", "--columns", "psi", "--where",
          "labels=map-1", "-o", "one.png",
        ]
      ).status == 0)
    let noAxis = ["sweep", "sheet", "grid", "--rows", "x", "--columns", "psi"]
    #expect(try work.run(noAxis).status == 2)
  }

  @Test("Plans that mean nothing and values that are none are wrong usage") func refusals() throws {
    let work = try ShardRun(maps: 1)
    defer { work.remove() }
    for text in [
      "nothing", #"{"axes": {"seeds": []}}"#,
      #"{"options": {"model": "\#(work.model.path)"}, "axes": {"labels": ["maps"], "psi": [3]}}"#,
      #"{"options": {"model": "\#(work.model.path)"}, "axes": {"labels": ["maps"], "no-such": [3]}}"#,
    ] {
      let run = try work.run(["sweep", try writePlan(work, text), "-o", "grid"])
      #expect(run.status == 2, "\(text): \(run.errors)")
    }
  }

  @Test("A printed Slurm file does the work through a stand-in for sbatch and srun")
  func slurm() throws {
    let work = try ShardRun(maps: 8)
    defer { work.remove() }
    let program = try ProgramRun.program().path
    let printed = try work.run(
      [
        "cluster", "slurm", "--shards", "3", "--limit", "2", "--program", program, "--",
      ] + work.render("out"))
    #expect(printed.status == 0, "\(printed.errors)")
    let script = work.folder.appendingPathComponent("job.sh")
    try Data(printed.output.utf8).write(to: script)
    try Self.writeStandIns(in: work)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [script.path]
    process.currentDirectoryURL = work.folder
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PATH": work.folder.appendingPathComponent("tools").path + ":/usr/bin:/bin"
    ]) { _, new in new }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let words = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(words == "array 1\ncheck 2\n")
    #expect(try work.pictures("out").count == 8)
    // Three tasks, then the check, which waited for them.
    let log = try String(
      contentsOf: work.folder.appendingPathComponent("sbatch.log"), encoding: .utf8)
    #expect(log.contains("1 array=0-2%2 dependency= status=0 0 0"))
    #expect(log.contains("2 array= dependency=afterany:1 status=0"))
    #expect(
      FileManager.default.fileExists(
        atPath: work.folder.appendingPathComponent("out/manifest.json").path))
  }

  @Test("Files of all kinds are printed for commands that can be divided, and for no others")
  func kinds() throws {
    let work = try ShardRun(maps: 2)
    defer { work.remove() }
    for kind in [["slurm"], ["parallel"], ["torchrun"], ["kubernetes", "--image", "ganvas:1"]] {
      let printed = try work.run(
        ["cluster"] + kind + ["--sample", "2", "--"] + work.render("out"))
      #expect(printed.status == 0, "\(printed.errors)")
      #expect(printed.output.contains("--verify"))
      #expect(printed.errors.contains("2 items of "))
    }
    for command in [
      ["models", "list"], work.render("out", ["--shard", "0/2"]), work.render("out.png"), [],
      ["render", "--nonsense"],
    ] {
      let refused = try work.run(["cluster", "slurm", "--shards", "2", "--"] + command)
      #expect(refused.status == 2, "\(command): \(refused.errors)")
    }
  }

  /// A stand-in for Slurm: `sbatch` runs an array's tasks one after the other with the variables that
  /// Slurm gives them, `srun` gives a step's.
  private static func writeStandIns(in work: ShardRun) throws {
    let tools = work.folder.appendingPathComponent("tools")
    try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
    let sbatch = """
      #!/bin/bash
      here="$(dirname "$0")/.."
      number=$(( $(cat "$here/count" 2> /dev/null || echo 0) + 1 ))
      echo "$number" > "$here/count"
      script="$here/job-$number"
      cat > "$script"
      dependency=""
      for word; do case "$word" in --dependency=*) dependency="${word#--dependency=}" ;; esac; done
      array="$(sed -nE 's/^#SBATCH --array=//p' "$script")"
      statuses=""
      if [ -n "$array" ]; then
        range="${array%%%*}"
        first="${range%-*}" last="${range#*-}"
        for task in $(seq "$first" "$last"); do
          SLURM_JOB_ID="$number" SLURM_ARRAY_JOB_ID="$number" SLURM_ARRAY_TASK_ID="$task" \\
            SLURM_ARRAY_TASK_MIN="$first" SLURM_ARRAY_TASK_MAX="$last" SLURM_ARRAY_TASK_STEP=1 \\
            SLURM_ARRAY_TASK_COUNT=$(( last - first + 1 )) SLURM_PROCID=0 SLURM_NTASKS=1 \\
            SLURM_CPUS_PER_TASK=1 bash "$script" > "$here/log-$number-$task" 2>&1
          statuses="$statuses $?"
        done
      else
        SLURM_JOB_ID="$number" SLURM_PROCID=0 SLURM_NTASKS=1 \\
          bash "$script" > "$here/log-$number" 2>&1
        statuses=" $?"
      fi
      echo "$number array=$array dependency=$dependency status=${statuses# }" >> "$here/sbatch.log"
      echo "$number"
      """
    let srun = """
      #!/bin/bash
      SLURM_STEP_ID=0 SLURM_LOCALID=0 exec "$@"
      """
    for (name, text) in [("sbatch", sbatch), ("srun", srun)] {
      let file = tools.appendingPathComponent(name)
      try Data(text.utf8).write(to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    }
  }
}
