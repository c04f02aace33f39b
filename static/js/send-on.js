// Sends a form that only waits to be sent: the last step of a sign-in that another house has confirmed.
document.querySelector("form[data-send-on]")?.requestSubmit();
