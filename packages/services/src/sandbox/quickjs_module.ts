import variant from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core'

/** A QuickJS of its own: linear memory shared with no other, so that a trap or a full heap in it harms nothing else. */
export function loadQuickJs(): Promise<QuickJSWASMModule> {
  // The package publishes types of its CommonJS build only, in which the default export is one level deeper.
  return newQuickJSWASMModuleFromVariant(variant as unknown as QuickJSSyncVariant)
}
