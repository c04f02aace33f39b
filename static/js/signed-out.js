// A part of the page was asked for after the session had ended: say so, and leave what was typed alone.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 401 || document.getElementById("abgemeldet")) return;
  const notice = document.createElement("div");
  notice.id = "abgemeldet";
  notice.className = "signed-out";
  notice.setAttribute("role", "alert");
  const link = document.createElement("a");
  link.href = "/anmelden/";
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "in einem zweiten Fenster wieder an";
  notice.append("Sie sind abgemeldet. Was Sie getippt haben, steht noch hier: Melden Sie sich ", link, " und machen Sie dann weiter.");
  document.getElementById("inhalt").prepend(notice);
});
