// The second window of a sign-in on top of a form: tells the first one, and goes if it may.
new BroadcastChannel("pik-anmeldung").postMessage("angemeldet");
setTimeout(() => window.close(), 300);
