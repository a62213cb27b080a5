const BYTES_MAX = 10_000_000
export const IMAGE_TYPES = 'image/jpeg,image/png'

/** What a form says of a file before it is sent; null: nothing. */
export function checkImage(file: File | null): string | null {
  if (file === null) return 'A photograph is needed'
  if (!IMAGE_TYPES.split(',').includes(file.type)) return 'JPG or PNG'
  return file.size > BYTES_MAX ? 'At most 10 MB' : null
}

/** As calls take it: a data URL. */
export function readImage(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error('the file could not be read'))
    reader.readAsDataURL(file)
  })
}
