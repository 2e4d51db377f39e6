import type { ImageReading } from '../model/panel.ts';

/** Pictures of the workspace, which the host reads for the panel. */
export interface WorkspaceImages {
  /** Asks for each picture once; what is shown again is what was read then. */
  read(path: string): Promise<ImageReading>;
  /** What the host has answered. */
  receive(path: string, reading: ImageReading): void;
}

/** How many pictures are kept in case they are shown again. */
const maxKept = 40;

/** @param ask says to the host which picture is wanted */
export function createWorkspaceImages(ask: (path: string) => void): WorkspaceImages {
  const readings = new Map<string, Promise<ImageReading>>();
  const open = new Map<string, (reading: ImageReading) => void>();

  return {
    read(path) {
      const known = readings.get(path);
      if (known) return known;
      const reading = new Promise<ImageReading>((resolve) => open.set(path, resolve));
      readings.set(path, reading);
      const [oldest] = readings.keys();
      if (readings.size > maxKept && oldest !== undefined && !open.has(oldest)) readings.delete(oldest);
      ask(path);
      return reading;
    },
    receive(path, reading) {
      open.get(path)?.(reading);
      open.delete(path);
      // A picture that could not be read may be there when it is asked for again.
      if ('reason' in reading) readings.delete(path);
    },
  };
}
