/** Hands bytes to the person as a file. */
export function download(bytes: Uint8Array<ArrayBuffer>, name: string, type = 'application/zip'): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the bytes once the press is dealt with.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
