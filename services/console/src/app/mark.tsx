/** A drop of ink. */
export const Mark = () => (
  <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M12 2c4.500 6.500 7.500 9.700 7.500 13.500a7.500 7.500 0 0 1-15 0C4.500 11.700 7.500 8.500 12 2z" />
  </svg>
)
