// Passkeys: <… data-passkey="get|create"> names the address that says what the server asks for
// (data-passkey-url) and holds a button and the field for the answer. The browser asks the person; the form
// takes the answer along. Nothing shows where the browser has no passkeys.
const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const encode = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const descriptors = (list) => (list ?? []).map((entry) => ({ ...entry, id: decode(entry.id) }));

function fromServer({ publicKey }) {
  const options = { ...publicKey, challenge: decode(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: decode(publicKey.user.id) };
  if (publicKey.allowCredentials) options.allowCredentials = descriptors(publicKey.allowCredentials);
  if (publicKey.excludeCredentials) options.excludeCredentials = descriptors(publicKey.excludeCredentials);
  return { publicKey: options };
}

function toServer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = encode(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function optionsOf(part) {
  const answer = await fetch(part.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function ask(part) {
  const note = part.querySelector("[data-passkey-note]");
  note.textContent = "";
  try {
    const credential = await navigator.credentials[part.dataset.passkey](fromServer(await optionsOf(part)));
    const field = part.querySelector("[data-passkey-answer]");
    field.disabled = false;
    field.value = toServer(credential);
    (part.closest("form") ?? part).submit();
  } catch {
    note.textContent = "Das hat nicht geklappt oder wurde abgebrochen. Bitte versuchen Sie es noch einmal.";
  }
}

// Passkeys belong to a name; browsers refuse them for a bare address such as 127.0.0.1.
const hasName = !/^[\d.]+$|^\[/.test(location.hostname);

if (window.PublicKeyCredential && window.isSecureContext && hasName) {
  for (const part of document.querySelectorAll("[data-passkey]")) {
    const button = part.querySelector("[data-passkey-button]");
    part.hidden = button.hidden = false;
    part.querySelector("[data-passkey-note]").textContent = "";
    button.addEventListener("click", () => ask(part));
  }
}
