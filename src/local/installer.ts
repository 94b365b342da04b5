/** One way to get the CLI: puts it into `folder` and resolves to its path, or rejects with the reason; ends early by `signal`. */
export interface Installer {
  name: string;
  /** The line shown to people before it starts. */
  announcement: string;
  install(folder: string, signal?: AbortSignal): Promise<string>;
}
