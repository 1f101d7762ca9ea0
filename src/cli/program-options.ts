import type { OpenEncoder } from './encoder-option.ts'
import type { MeasureFilesOptions } from './measured-files.ts'
import type { Output, Screen } from './output.ts'

export interface ProgramOptions {
  readonly screen: Screen
  readonly onProgress?: NonNullable<MeasureFilesOptions['onProgress']>
  /** Makes the encoders that a command line names. @default folders and endpoints */
  readonly open?: OpenEncoder
  /** Takes what a command found. */
  readonly finish: (command: string, output: Output) => void
}
