import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import software.amazon.event.ruler.Machine;

/** Reads `[pattern, event]` a line and says a line what AWS's engine says of it: true, false or refused. */
public class Oracle {
  public static void main(String[] args) throws Exception {
    ObjectMapper json = new ObjectMapper();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode asked = json.readTree(line);
      Machine machine = new Machine();
      try {
        machine.addRule("rule", asked.get(0).toString());
      } catch (Exception refused) {
        System.out.println("refused");
        continue;
      }
      System.out.println(!machine.rulesForJSONEvent(asked.get(1).toString()).isEmpty());
    }
  }
}
