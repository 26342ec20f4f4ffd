// Prints, for each line of JSON {"secret": ..., "image": ...} on its input, the logins that a kubelet would try.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	v1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/credentialprovider"
	"k8s.io/kubernetes/pkg/credentialprovider/secrets"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var question struct {
			Secret v1.Secret
			Image  string
		}
		if err := json.Unmarshal(lines.Bytes(), &question); err != nil {
			panic(err)
		}
		answer := map[string]any{}
		keyring, err := secrets.MakeDockerKeyring([]v1.Secret{question.Secret}, &credentialprovider.BasicDockerKeyring{})
		if err != nil {
			answer["error"] = true
		} else {
			logins := [][]string{}
			found, _ := keyring.Lookup(question.Image)
			for _, login := range found {
				logins = append(logins, []string{login.Username, login.Password})
			}
			answer["logins"] = logins
		}
		text, _ := json.Marshal(answer)
		os.Stdout.Write(append(text, '\n'))
	}
}
