// Base names of files and libraries: what stays of a path when installations, users and builds are taken out.

/** What follows the last slash of either kind; `base.apk!libx.so` is the library. */
export function baseName(path: string): string {
  const inner = path.slice(path.lastIndexOf('!') + 1);
  return inner.slice(Math.max(inner.lastIndexOf('/'), inner.lastIndexOf('\\')) + 1);
}

/** Every crate has files of these names, so the folder has to tell which: `time_driver/mod.rs`, but not `src/main.rs`. */
export function rustFile(path: string): string {
  const [folder, name = ''] = path.split(/[/\\]/).slice(-2);
  return /^(?:mod|lib|main)\.rs$/.test(name) && folder !== undefined && folder !== 'src'
    ? `${folder}/${name}`
    : baseName(path);
}

/** `com.nova.camera:remote` and `/system/bin/cameraserver` by the name that two devices share. */
export function processName(name: string): string {
  const command = name.trim().split(' ', 1)[0] ?? '';
  const base = /[/\\]/.test(command) ? baseName(command) : command;
  const colon = base.indexOf(':');
  return colon > 0 ? base.slice(0, colon) : base;
}

/** Names of threads count their workers: `pool-5-thread-2` and `Binder:812_4` are any worker of their pool. */
export const threadName = (name: string): string => name.replace(/[0-9a-f]*\d[0-9A-F]*/g, '#').trim();
