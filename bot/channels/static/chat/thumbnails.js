const SIDE = 240;

/**
 * A canvas with the picture in small, or null if this browser cannot draw it.
 *
 * Drawn here and not loaded from an address: the page's policy allows pictures of the house only.
 */
export async function thumbnailOf(content) {
  if (!content.type.startsWith("image/")) return null;
  try {
    const whole = await createImageBitmap(content);
    const scale = Math.min(1, SIDE / Math.max(whole.width, whole.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(whole.width * scale));
    canvas.height = Math.max(1, Math.round(whole.height * scale));
    canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
    whole.close();
    return canvas;
  } catch {
    return null;
  }
}
