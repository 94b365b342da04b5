/* global document */
// Shows what the conversation knew at the moment that the slider stands at; what came later fades in the timeline.
const slider = document.querySelector('[data-slider]');
const instants = [...document.querySelectorAll('.instant')];
const entries = [...document.querySelectorAll('#timeline > li')];

function show(index) {
  const chosen = instants[index];
  instants.forEach((instant, which) => {
    instant.hidden = which !== index;
  });
  slider.querySelector('output').textContent = chosen.dataset.words;
  const input = slider.querySelector('input[type=range]');
  input.value = String(index);
  input.setAttribute('aria-valuetext', chosen.dataset.words);
  const isLast = index === instants.length - 1;
  for (const entry of entries)
    entry.classList.toggle('later', !isLast && Number(entry.dataset.at) > Number(chosen.dataset.at));
}

if (slider !== null && instants.length > 0) {
  const input = slider.querySelector('input[type=range]');
  input.addEventListener('input', () => show(Number(input.value)));
  for (const button of slider.querySelectorAll('[data-step]')) {
    button.addEventListener('click', (event) => {
      event.preventDefault();
      const to = Number(input.value) + Number(button.dataset.step);
      show(Math.min(instants.length - 1, Math.max(0, to)));
    });
  }
  slider.addEventListener('submit', (event) => event.preventDefault());
  show(Number(input.value));
}
