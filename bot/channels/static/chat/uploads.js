import { ServiceError, filesOf } from "./api.js";

const LONGEST = 310_000;

/**
 * Hand in one file: its bytes, and never its name.
 *
 * `progress(part)` hears how much has gone, from 0 to 1, which `fetch` cannot tell. Throws
 * `ServiceError`.
 */
export function sendFile(conversation, file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", filesOf(conversation));
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Authorization", `Bearer ${conversation.token}`);
    request.responseType = "json";
    request.timeout = LONGEST;
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () => {
      if (request.status < 300 && request.response) resolve(request.response);
      else reject(new ServiceError(request.status, request.response?.error ?? { code: "unknown" }));
    };
    request.onerror = request.ontimeout = request.onabort = () => reject(new ServiceError(0));
    request.send(file);
  });
}
