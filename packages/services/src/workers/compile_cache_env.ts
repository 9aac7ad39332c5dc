import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'

/**
 * The one variable that a thread or process of ours is given: where this one keeps compiled code, if it does. Without it
 * each of them strips and compiles its files anew, which takes 40 ms and 20 MB and more.
 */
export function compileCacheEnv(): { NODE_COMPILE_CACHE?: string } {
  // Told with the folder of this version of Node in it, which Node itself adds.
  const folder = getCompileCacheDir()
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) }
}
