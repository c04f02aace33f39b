// On a phone the tabs scroll sideways; the current one shall be in sight.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
