import type { Host } from './host.ts';

/** What a command does with what a menu, a keybinding or another extension has passed to it. */
export type Command = (host: Host, first: unknown, second: unknown) => unknown;

/** Commands by their names in the manifest. */
export type Commands = Readonly<Record<string, Command>>;
