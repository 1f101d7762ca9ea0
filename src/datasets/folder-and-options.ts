/** What a loader was called with: a folder and options, or options alone. */
export function folderAndOptions<Options extends object>(
  folder: string | Options | undefined,
  options: Options | undefined,
): [folder: string | undefined, options: Partial<Options>] {
  return typeof folder === 'object' ? [undefined, folder] : [folder, options ?? {}]
}
