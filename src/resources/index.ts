import type { AnyResourceType } from '../core/resource.ts';
import { directory } from './directory.ts';
import { file } from './file.ts';
import { symlink } from './symlink.ts';

/** Every type of this room, by name. */
export const resourceTypes: readonly AnyResourceType[] = [directory, file, symlink];
